import torch
import matplotlib.pyplot as plt
%matplotlib inline

lr = 0.3
epochs = 15

# 1. 手工求导
def func(x): return x ** 2
def dfunc(x): return 2 * x

x = 5
x_list = [x]
for epoch in range(epochs):
    x = x - lr * dfunc(x)
    x_list.append(x)
print(x_list)

# 2. 自动微分
x = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
auto = [x.item()]
for epoch in range(epochs):
    y = func(x)
    y.backward()
    with torch.no_grad():
        x -= lr * x.grad
    x.grad.zero_()
    auto.append(x.item())
diff = max(abs(a - b) for a, b in zip(x_list, auto))
print('最大差异:', diff)

t = torch.linspace(-6, 6, 100)
plt.plot(t, func(t), lw=2, color='blue')
plt.plot(x_list, [func(v) for v in x_list], c='orange')
plt.plot(x_list, [func(v) for v in x_list], 'go')
plt.show()
