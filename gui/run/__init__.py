"""What labs share: the run, its document, playback, pins and settings."""
