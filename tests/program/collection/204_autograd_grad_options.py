import torch
x = torch.tensor(2., requires_grad=True); y = torch.tensor(3., requires_grad=True)
z = x ** 2
print(torch.autograd.grad(z, [x, y], allow_unused=True))
try:
    torch.autograd.grad(x ** 2, y)
except RuntimeError as e:
    print(str(e)[:70])
print(torch.autograd.grad(x * y, (x, y)), x.grad)
v = torch.tensor([1., 2.], requires_grad=True)
print(torch.autograd.grad(v ** 2, v, grad_outputs=torch.tensor([1., 10.])))
print(torch.autograd.grad((v ** 2).unbind(), v)) 
g = torch.autograd.grad(x ** 2, [x, y], materialize_grads=True, allow_unused=True); print(g)
w = v * 2; w.retain_grad(); (w ** 2).sum().backward(inputs=[v, w]); print(v.grad, w.grad, w.retains_grad)
J = torch.autograd.grad(v ** 3, v, torch.eye(2), is_grads_batched=True)[0]; print(J)
torch.autograd.backward([v.sum(), (v * 3).sum()]); print(v.grad)
with torch.autograd.graph.save_on_cpu() if False else torch.enable_grad(): q = v.exp()
print(q.grad_fn, q.grad_fn.next_functions[0][0].variable is v, q.grad_fn._saved_result.allclose(q))
