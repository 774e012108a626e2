import numpy as np, torch
rng = np.random.default_rng(1); alpha, beta = 2.0, 25.0
w_true = np.array([-.3, .5]); xs = rng.uniform(-1, 1, 20); ts = w_true[0] + w_true[1] * xs + rng.normal(0, .2, 20)
phi = np.column_stack([np.ones_like(xs), xs])
for n in (0, 1, 2, 20):
    S_inv = alpha * np.eye(2) + beta * phi[:n].T @ phi[:n]; S = np.linalg.inv(S_inv); m = beta * S @ phi[:n].T @ ts[:n]
    print(f'n={n:<2} mean={m.round(4)} sd={np.sqrt(np.diag(S)).round(4)}')
# the same by variational inference
q_mu = torch.zeros(2, requires_grad=True); q_rho = torch.full((2,), -1., requires_grad=True)
opt = torch.optim.Adam([q_mu, q_rho], lr=.05); P, T = torch.tensor(phi, dtype=torch.float), torch.tensor(ts, dtype=torch.float)
torch.manual_seed(0); N = torch.distributions.Normal
for it in range(200):
    q = N(q_mu, torch.nn.functional.softplus(q_rho)); w = q.rsample((8,))
    loglik = N((P @ w.T), beta ** -.5).log_prob(T[:, None]).sum(0).mean()
    kl = torch.distributions.kl_divergence(q, N(torch.zeros(2), alpha ** -.5)).sum()
    loss = kl - loglik; opt.zero_grad(); loss.backward(); opt.step()
print('VI', q_mu.detach().numpy().round(2), 'close', np.abs(q_mu.detach().numpy() - m).max() < .08)
