"""The program around the labs: application, window, menus, files, help and self-test."""
