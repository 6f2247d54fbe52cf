"""What an altimeter's echoes tell: features, retracking, sea level and freeboard."""
