import torch.nn as nn
model = nn.Sequential(nn.Linear(2, 2))
sd = model.state_dict()
print(list(sd))
print(sd['fc.weight'].shape)
