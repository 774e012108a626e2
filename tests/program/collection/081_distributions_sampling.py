import torch
from torch.distributions import Normal, Bernoulli, Categorical, Uniform, MultivariateNormal, kl_divergence
import torch.distributions as D

torch.manual_seed(0)
n = Normal(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 2.0]))
s = n.sample((5,))
print(s.shape, n.log_prob(s).shape)
print(n.mean, n.stddev, n.variance, n.entropy())
print(Normal(0., 1.).cdf(torch.tensor([-1.96, 0., 1.96])))
c = Categorical(probs=torch.tensor([0.1, 0.2, 0.7]))
draws = c.sample((1000,))
print(torch.bincount(draws, minlength=3) / 1000)
print(c.log_prob(torch.tensor(2)).exp(), c.entropy())
b = Bernoulli(logits=torch.tensor([0.0, 2.0]))
print(b.probs, b.sample())
print(kl_divergence(Normal(0., 1.), Normal(1., 2.)))
mvn = MultivariateNormal(torch.zeros(2), torch.tensor([[1., .5], [.5, 2.]]))
xs = mvn.sample((2000,))
print(torch.cov(xs.T).round(decimals=1))
print(D.Poisson(4.).sample((4,)), D.Exponential(0.5).mean, D.Beta(2., 3.).mean, D.Gamma(2., 1.).sample().shape)
# reparameterised gradient
mu = torch.tensor(0.5, requires_grad=True); sigma = torch.tensor(1.2, requires_grad=True)
z = Normal(mu, sigma).rsample((100,))
(z ** 2).mean().backward()
print(mu.grad, sigma.grad)
