# coding: utf-8
import torch
import numpy as np
from torch.autograd import Variable
import warnings; warnings.filterwarnings('ignore')

np.random.seed(7); torch.manual_seed(7)
# 温度 -> 冰淇淋销量 (单位已缩小)
temp = np.random.rand(30, 1).astype('float32')
sales = (3 * temp + 0.5 + 0.05 * np.random.randn(30, 1)).astype('float32')
temp, sales = Variable(torch.from_numpy(temp)), Variable(torch.from_numpy(sales))

w = Variable(torch.randn(1), requires_grad=True)
b = Variable(torch.zeros(1), requires_grad=True)
rate = 0.5

for step in range(1, 41):
    guess = temp * w + b
    err = ((guess - sales) ** 2).mean()
    err.backward()
    w.data = w.data - rate * w.grad.data
    b.data = b.data - rate * b.grad.data
    w.grad.data.zero_()    # 归零, 否则会累加!!
    b.grad.data.zero_()
    # print(w.data, b.data)
    if step % 10 == 0:
        print('第{:>3}步  误差 {:.6f}'.format(step, err.data.item()))
print('w: %.4f  b: %.4f' % (w.item(), b.item()))
