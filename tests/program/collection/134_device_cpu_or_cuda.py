import torch
print(torch.cuda.is_available())
device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
print(device, device.type, torch.device('cpu'), torch.zeros(1).device)
x = torch.zeros(2).to(device)
m = torch.nn.Linear(2, 1).to(device)
print(next(m.parameters()).device, x.is_cuda, x.cpu().device)
print(m(x).shape, torch.ones(2, device=device).sum())
