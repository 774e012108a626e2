import numpy as np
def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        idx = it.multi_index
        tmp_val = x[idx]
        x[idx] = float(tmp_val) + h
        fxh1 = f(x)
        x[idx] = tmp_val - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2*h)
        x[idx] = tmp_val
        it.iternext()
    return grad

class simpleNet:
    def __init__(self):
        np.random.seed(0)
        self.W = np.random.randn(2,3)
    def predict(self, x):
        return np.dot(x, self.W)
    def loss(self, x, t):
        z = self.predict(x)
        y = softmax(z)
        return cross_entropy_error(y, t)
def softmax(x):
    c = np.max(x)
    e = np.exp(x - c)
    return e / np.sum(e)
def cross_entropy_error(y, t):
    return -np.sum(t * np.log(y + 1e-7))
x = np.array([0.6, 0.9]); t = np.array([0, 0, 1])
net = simpleNet()
f = lambda w: net.loss(x, t)
dW = numerical_gradient(f, net.W)
print(dW)
for v in np.nditer(np.arange(4).reshape(2,2)):
    print(v, end=' ')
print()
