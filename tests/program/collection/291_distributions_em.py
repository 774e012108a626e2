import math
import torch
import torch.distributions as D
from torch.distributions import Normal, Categorical, MixtureSameFamily, kl_divergence, Bernoulli, MultivariateNormal
torch.manual_seed(5)
mix = Categorical(torch.tensor([0.3, 0.7]))
comp = Normal(torch.tensor([-2.0, 3.0]), torch.tensor([0.5, 1.0]))
gmm = MixtureSameFamily(mix, comp)
x = gmm.sample((200,))
print(gmm)
print(x.mean(), x.std(), gmm.log_prob(x).mean())
# EM
pi, mu, sigma = torch.tensor([.5, .5]), torch.tensor([-1., 1.]), torch.tensor([1., 1.])
for it in range(25):
    logp = Normal(mu, sigma).log_prob(x[:, None]) + pi.log()
    ll = torch.logsumexp(logp, 1).sum()
    r = (logp - torch.logsumexp(logp, 1, keepdim=True)).exp()
    N = r.sum(0)
    mu = (r * x[:, None]).sum(0) / N
    sigma = ((r * (x[:, None] - mu) ** 2).sum(0) / N).sqrt()
    pi = N / N.sum()
    if it % 8 == 0: print(it, round(ll.item(), 3))
print(pi, mu, sigma)
print(kl_divergence(Normal(0., 1.), Normal(1., 2.)), 0.5 * (math.log(4) + 2 / 4 - 1))
logits = torch.zeros(3, requires_grad=True)
m = Categorical(logits=logits)
action = m.sample()
loss = -m.log_prob(action) * 2.0
loss.backward()
print(action, logits.grad, m.entropy(), m.probs)
mvn = MultivariateNormal(torch.zeros(2), covariance_matrix=torch.tensor([[1., .5], [.5, 2.]]))
print(mvn.sample((3,)).shape, mvn.log_prob(torch.ones(2)), mvn.scale_tril)
b = D.Beta(2., 5.); print(b.mean, b.variance, b.rsample().requires_grad)
print(D.Uniform(0, 2).entropy(), D.Poisson(4.).sample((5,)), D.Gamma(2., 1.).mean, D.Bernoulli(probs=0.3).log_prob(torch.tensor(1.)))
td = D.TransformedDistribution(D.Normal(0., 1.), [D.transforms.ExpTransform()])
print(td.log_prob(torch.tensor(1.5)), D.LogNormal(0., 1.).log_prob(torch.tensor(1.5)))
print(D.Independent(D.Normal(torch.zeros(3), 1.), 1).log_prob(torch.ones(3)), D.Dirichlet(torch.ones(3)).sample().sum())
try:
    D.Normal(0., -1.)
except ValueError as e:
    print(str(e).split('\n')[0])
