"""Sea-ice leads in radar echoes and in images: readers, methods and a simulator."""
