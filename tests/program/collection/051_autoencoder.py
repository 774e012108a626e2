import torch
from torch import nn

class Autoencoder(nn.Module):
    def __init__(self, d=10, code=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(d, 6), nn.ReLU(True), nn.Linear(6, code))
        self.decoder = nn.Sequential(nn.Linear(code, 6), nn.ReLU(True), nn.Linear(6, d), nn.Sigmoid())
    def forward(self, x):
        z = self.encoder(x)
        return self.decoder(z), z

torch.manual_seed(0)
basis = torch.rand(2, 10)
x = torch.sigmoid(torch.randn(100, 2) @ basis)
model = Autoencoder()
crit = nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
history = {'loss': [], 'code_norm': []}
for epoch in range(40):
    recon, z = model(x + 0.01 * torch.randn_like(x))
    loss = crit(recon, x)
    opt.zero_grad(); loss.backward(); opt.step()
    history['loss'].append(loss.item())
    history['code_norm'].append(z.norm(dim=1).mean().item())
for k, v in history.items():
    print(k, ['%.4f' % e for e in v[::10]])
print(z.shape, recon.shape)
