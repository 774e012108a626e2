"""The descent itself: the loss, the loop by autograd, its history, races and batches, each step explained."""
