import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        # 忘了 super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc(x)

net = Net()
print(net)
