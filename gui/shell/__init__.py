"""The program around the labs: application, window, menus and files."""
