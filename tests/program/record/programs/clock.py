import time
import random
import datetime
import numpy as np
import torch

random.seed()
torch.seed()
generator = np.random.default_rng()
begun = time.perf_counter()
for step in range(4):
    time.sleep(0.001)
    print(time.time() - begun, datetime.datetime.now(), random.random(), torch.rand(1), generator.random())
