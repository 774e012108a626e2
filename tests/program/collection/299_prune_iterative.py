import torch
import torch.nn.utils.prune as prune
from torch import nn
torch.manual_seed(1)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))
parameters_to_prune = ((model[0], 'weight'), (model[2], 'weight'))
prune.global_unstructured(parameters_to_prune, pruning_method=prune.L1Unstructured, amount=0.4)
for i in (0, 2):
    m = model[i]
    print("Sparsity in layer {}: {:.2f}%".format(i, 100. * float(torch.sum(m.weight == 0)) / float(m.weight.nelement())))
print(dict(model.named_buffers()).keys())
class FooBarPruningMethod(prune.BasePruningMethod):
    """Prune every other entry in a tensor"""
    PRUNING_TYPE = 'unstructured'
    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask
def foobar_unstructured(module, name):
    FooBarPruningMethod.apply(module, name)
    return module
fc = foobar_unstructured(nn.Linear(3, 4), 'bias')
print(fc.bias_mask, fc.bias)
prune.remove(model[0], 'weight')
print(list(model.state_dict()), prune.is_pruned(model))
prune.ln_structured(model[2], name="bias" if False else "weight", amount=0.5, n=2, dim=0)
print(model[2].weight)
prune.custom_from_mask(fc, 'weight', mask=torch.eye(4, 3)); print(fc.weight)
