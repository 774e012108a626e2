import torch
import numpy as np
np.random.seed(1)
A = np.c_[np.ones(50), np.linspace(0, 10, 50)]
yy = A @ [1.5, 0.7] + np.random.normal(0, 0.3, size=50)
At, yt = torch.from_numpy(A), torch.from_numpy(yy)

theta1 = torch.inverse(At.T @ At) @ At.T @ yt
theta2 = torch.linalg.solve(At.T @ At, At.T @ yt)
theta3 = torch.linalg.lstsq(At, yt.unsqueeze(1)).solution.squeeze()
theta4, *_ = np.linalg.lstsq(A, yy, rcond=None)
theta5 = torch.linalg.pinv(At) @ yt
print(theta1)
for t in (theta2, theta3, torch.from_numpy(theta4), theta5):
    print(torch.allclose(theta1, t))
ridge = lambda lam: torch.linalg.solve(At.T @ At + lam * torch.eye(2, dtype=torch.float64), At.T @ yt)
for lam in [0, 1e-2, 1, 100]:
    print(f"λ={lam:<6} θ={ridge(lam).numpy().round(3)}")
r2 = 1 - ((At @ theta1 - yt) ** 2).sum() / ((yt - yt.mean()) ** 2).sum()
print('R² = %.4f' % r2)
try:
    torch.linalg.inv(torch.zeros(2, 2))
except RuntimeError as e:
    print(type(e).__name__, str(e)[:60])
