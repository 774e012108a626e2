"""What can be chosen: functions, surfaces, losses, optimizers, schedules, clipping and noise, one entry each."""
