import io
import torch
import torch.nn as nn
model = nn.Linear(2, 1)
buffer = io.BytesIO()
torch.save(model.state_dict(), buffer)
buffer.seek(0)
model2 = nn.Linear(2, 1)
model2.load_state_dict(torch.load(buffer))
x = torch.ones(1, 2)
print(torch.equal(model(x), model2(x)))
