import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import TensorDataset, DataLoader
torch.manual_seed(1234)
def idx2onehot(idx, n):
    assert torch.max(idx).item() < n
    if idx.dim() == 1:
        idx = idx.unsqueeze(1)
    onehot = torch.zeros(idx.size(0), n).to(idx.device)
    onehot.scatter_(1, idx, 1)
    return onehot
class CVAE(nn.Module):
    def __init__(self, encoder_layer_sizes, latent_size, decoder_layer_sizes, num_labels=0):
        super().__init__()
        assert type(encoder_layer_sizes) == list
        assert type(latent_size) == int
        self.latent_size = latent_size
        self.num_labels = num_labels
        self.MLP = nn.Sequential()
        sizes = [encoder_layer_sizes[0] + num_labels] + encoder_layer_sizes[1:]
        for i, (in_size, out_size) in enumerate(zip(sizes[:-1], sizes[1:])):
            self.MLP.add_module(name="L{:d}".format(i), module=nn.Linear(in_size, out_size))
            self.MLP.add_module(name="A{:d}".format(i), module=nn.ReLU())
        self.linear_means = nn.Linear(sizes[-1], latent_size)
        self.linear_log_var = nn.Linear(sizes[-1], latent_size)
        self.dec = nn.ModuleDict({'hidden': nn.Linear(latent_size + num_labels, decoder_layer_sizes[0]), 'out': nn.Linear(*decoder_layer_sizes)})
    def forward(self, x, c):
        c = idx2onehot(c, self.num_labels)
        h = self.MLP(torch.cat((x, c), dim=-1))
        means, log_var = self.linear_means(h), self.linear_log_var(h)
        z = means + torch.randn_like(means) * (log_var / 2).exp()
        return self.inference(z, c), means, log_var, z
    def inference(self, z, c):
        h = F.relu(self.dec['hidden'](torch.cat((z, c), -1)))
        return torch.sigmoid(self.dec['out'](h))
vae = CVAE([12, 10], 2, [10, 12], num_labels=3)
print(vae)
X, Y = torch.rand(30, 12), torch.arange(30) % 3
opt = torch.optim.Adam(vae.parameters(), lr=0.01)
logs = {'loss': []}
for epoch in range(3):
    for it, (x, y) in enumerate(DataLoader(TensorDataset(X, Y), 10, shuffle=True)):
        recon, mean, log_var, z = vae(x, y)
        bce = F.binary_cross_entropy(recon.view(-1, 12), x.view(-1, 12), reduction='sum')
        kld = -0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())
        loss = (bce + kld) / x.size(0)
        opt.zero_grad(); loss.backward(); opt.step()
        logs['loss'].append(loss.item())
        if it == 2:
            print("Epoch {:02d}/{:02d} Batch {:04d}/{:d}, Loss {:9.4f}".format(epoch, 3, it, 2, loss.item()))
with torch.no_grad():
    c = torch.arange(0, 3).long().unsqueeze(1)
    x = vae.inference(torch.zeros(3, 2), idx2onehot(c, 3))
print(x.shape, x[0, :3])
