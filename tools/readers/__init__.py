"""The notebooks that readers open in Colab, Binder or JupyterLab, made of the chapters.

A chapter is written for the book: its roles, directives and folds mean nothing elsewhere.
:func:`notebooks.reader` gives the same chapter as a plain notebook.
"""
