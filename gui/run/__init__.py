"""What labs share: the run, its document, playback and pins."""
