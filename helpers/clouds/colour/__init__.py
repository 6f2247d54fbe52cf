"""Colour: of pictures made from GOES-16, under the sun, and of another sensor."""
