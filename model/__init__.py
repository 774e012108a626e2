"""What is computed: experiments, formulas, descents and their analysis. No widget, no QtGui."""
