import numpy as np
import torch
import matplotlib.pyplot as plt

np.random.seed(123)
torch.manual_seed(123)

# 100 个点, 横纵都加上 ±10 的噪声
n = 100
X = np.linspace(0, 50, n) + np.random.uniform(-10, 10, n)
Y = np.linspace(0, 50, n) + np.random.uniform(-10, 10, n)

def train(X, Y, epochs=100, lr=0.0001):
    loss_list, w_list, b_list = [], [], []
    w = torch.randn(1, requires_grad=True, dtype=torch.float)
    b = torch.randn(1, requires_grad=True, dtype=torch.float)
    for epoch in range(epochs):
        w_list.append(w.item())
        b_list.append(b.item())
        y_pred = w * X + b                            # 正向传导
        MSE = torch.square(Y - y_pred).mean()
        loss_list.append(MSE.item())
        MSE.backward()                                # 反向传导
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return w_list, b_list, loss_list

w_list, b_list, loss_list = train(torch.FloatTensor(X), torch.FloatTensor(Y))
print(f'w={w_list[-1]}, b={b_list[-1]}')
print('损失:', [round(v, 3) for v in loss_list[:5]], '...', round(loss_list[-1], 3))

plt.figure(figsize=(10, 4))
plt.subplot(1, 2, 1); plt.plot(loss_list); plt.title('损失')
plt.subplot(1, 2, 2); plt.scatter(X, Y, s=8, label='data')
plt.plot(X, w_list[-1] * X + b_list[-1], 'r', label='predicted')
plt.legend()
plt.show()

slope, cut = np.polyfit(X, Y, deg=1)        # NumPy 验证
print(f'w={slope:.6f}, b={cut:.6f}')
print(np.abs(np.polyval([slope, cut], X) - Y).mean().round(4))
