import copy
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.func import stack_module_state, functional_call, vmap, grad

torch.manual_seed(0)
class SimpleMLP(nn.Module):
    def __init__(self):
        super(SimpleMLP, self).__init__()
        self.fc1 = nn.Linear(9, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 3)
    def forward(self, x):
        x = x.flatten(1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

num_models = 4
data = torch.randn(5, 6, 1, 3, 3)
targets = torch.randint(3, (30,))
models = [SimpleMLP() for _ in range(num_models)]
minibatch = data[0]
preds = [model(minibatch) for model in models]
params, buffers = stack_module_state(models)
base_model = copy.deepcopy(models[0])
base_model = base_model.to('meta') if False else base_model
def fmodel(params, buffers, x):
    return functional_call(base_model, (params, buffers), (x,))
print([p.size(0) for p in params.values()])
preds_vmap = vmap(fmodel, in_dims=(0, 0, None))(params, buffers, minibatch)
print(torch.allclose(torch.stack(preds), preds_vmap, atol=1e-3, rtol=1e-5))
ft_params = {k: v.detach() for k, v in models[0].named_parameters()}
def compute_loss(params, sample, target):
    pred = functional_call(base_model, params, (sample.unsqueeze(0),))
    return F.cross_entropy(pred, target.unsqueeze(0))
ft_compute_sample_grad = vmap(grad(compute_loss), in_dims=(None, 0, 0))
per_sample = ft_compute_sample_grad(ft_params, data.flatten(0, 1), targets)
for k, g in per_sample.items():
    print(k, g.shape, f"{g.norm():.5f}")
votes = torch.stack(preds).argmax(-1)
print(votes.mode(0).values, torch.stack(preds).softmax(-1).mean(0).argmax(1))
