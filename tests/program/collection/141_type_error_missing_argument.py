import torch

class Model:
    def __init__(self, n_in, n_out):
        self.w = torch.zeros(n_in, n_out)
    def predict(self, x, scale):
        return x @ self.w * scale

m = Model(2, 1)
print(m.predict(torch.ones(1, 2), scale=2))
print(m.predict(torch.ones(1, 2)))
