"""Helpers of *Unsupervised Earth*: what two chapters share, and what needs a test."""
