"""Leads in images: clusters of pixels, objects, and what labels are worth."""
