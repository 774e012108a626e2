import torch
import torch.nn as nn
import torch.optim as optim
import matplotlib.pyplot as plt
from torch.autograd import Variable
torch.manual_seed(42)
def get_distribution_sampler(mu, sigma):
    return lambda n: torch.Tensor(torch.normal(mu, sigma, (1, n)))
def get_generator_input_sampler():
    return lambda m, n: torch.rand(m, n)
class Generator(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, f):
        super(Generator, self).__init__()
        self.map1 = nn.Linear(input_size, hidden_size)
        self.map2 = nn.Linear(hidden_size, hidden_size)
        self.map3 = nn.Linear(hidden_size, output_size)
        self.f = f
    def forward(self, x):
        x = self.map1(x)
        x = self.f(x)
        x = self.map2(x)
        x = self.f(x)
        x = self.map3(x)
        return x
class Discriminator(Generator):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))
def extract(v):
    return v.data.storage().tolist()
def extract2(v):
    return v.data.view(-1).tolist()
d_sampler = get_distribution_sampler(4, 1.25)
gi_sampler = get_generator_input_sampler()
G = Generator(1, 5, 1, torch.tanh)
D = Discriminator(20, 10, 1, torch.sigmoid)
criterion = nn.BCELoss()
d_optimizer = optim.SGD(D.parameters(), lr=1e-3, momentum=0.67)
g_optimizer = optim.SGD(G.parameters(), lr=1e-3, momentum=0.67)
for epoch in range(10):
    for d_index in range(2):
        D.zero_grad()
        d_real_data = Variable(d_sampler(20))
        d_real_decision = D(d_real_data)
        d_real_error = criterion(d_real_decision, Variable(torch.ones([1,1])))
        d_real_error.backward()
        d_gen_input = Variable(gi_sampler(20, 1))
        d_fake_data = G(d_gen_input).detach()
        d_fake_decision = D(d_fake_data.t())
        d_fake_error = criterion(d_fake_decision, Variable(torch.zeros([1,1])))
        d_fake_error.backward()
        d_optimizer.step()
        dre, dfe = extract2(d_real_error)[0], extract2(d_fake_error)[0]
    G.zero_grad()
    g_fake = G(Variable(gi_sampler(20, 1)))
    ge = criterion(D(g_fake.t()), torch.ones([1,1]))
    ge.backward()
    g_optimizer.step()
    if epoch % 5 == 0:
        print("Epoch %s: D (%s real_err, %s fake_err) G (%s err)" % (epoch, dre, dfe, ge.item()))
plt.hist(extract2(g_fake), bins=10); plt.xlabel('Value'); plt.grid(True); plt.show()
print(extract(g_fake)[:2])
