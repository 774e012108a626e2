import io
import torch
model = torch.nn.Linear(2, 1)
torch.nn.init.ones_(model.weight)
buffer = io.BytesIO()
torch.save(model.state_dict(), buffer)
buffer.seek(0)
state = torch.load(buffer)
print(state['weight'])
