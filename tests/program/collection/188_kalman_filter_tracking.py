import torch
torch.manual_seed(1)
F = torch.tensor([[1., 1.], [0., 1.]]); H = torch.tensor([[1., 0.]])
Q, R = 0.01 * torch.eye(2), torch.tensor([[4.]])
x_true = torch.tensor([[0.], [1.]]); x = torch.zeros(2, 1); P = 10 * torch.eye(2)
err_meas = err_filt = 0.
for k in range(30):
    x_true = F @ x_true + 0.1 * torch.randn(2, 1)
    z = H @ x_true + 2 * torch.randn(1, 1)
    x, P = F @ x, F @ P @ F.T + Q                 # predict
    S = H @ P @ H.T + R
    K = P @ H.T @ torch.linalg.inv(S)
    x = x + K @ (z - H @ x)                       # update
    P = (torch.eye(2) - K @ H) @ P
    err_meas += (z - x_true[0]).pow(2).item(); err_filt += (x[0] - x_true[0]).pow(2).item()
    if k % 10 == 9: print('k=%d z=%.2f est=%.2f true=%.2f' % (k, z, x[0], x_true[0]), K.flatten())
print('rmse measurement %.3f filter %.3f' % ((err_meas / 30) ** .5, (err_filt / 30) ** .5))
