"""What builds the project: nothing here is shipped in the package."""
