"""How everything looks: colours, style sheet, numbers and text."""
