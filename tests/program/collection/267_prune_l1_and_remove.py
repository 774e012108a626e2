import torch
from torch import nn
import torch.nn.utils.prune as prune
torch.manual_seed(0)
layer = nn.Linear(4, 3)
prune.l1_unstructured(layer, name="weight", amount=0.3)
print(list(layer.named_buffers()))
print(layer.weight)
prune.remove(layer, 'weight')
print(list(layer.named_parameters()))
