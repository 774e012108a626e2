# ===== 作业 2: 房价预测 =====
import torch, numpy as np; import torch.nn as nn
import matplotlib.pyplot as plt
%matplotlib inline
%config InlineBackend.figure_format = 'svg'
# from sklearn.preprocessing import StandardScaler
# import pandas as pd
np.random.seed(0); torch.manual_seed(0); torch.set_printoptions(precision=4)

#---- data ----
n=80
area=np.random.uniform(50,200,n); rooms=np.round(area/35+np.random.randn(n)*.5).clip(1,6); age=np.random.randint(0,40,n)
price = 3*area + 20*rooms - 2.5*age + 50 + np.random.randn(n)*15     # 万元
X=np.stack([area,rooms,age],1); y=price[:,None]
print('前三行:\n',X[:3].round(1),'\n',y[:3].round(1))
mu,sigma=X.mean(0),X.std(0); Xn=(X-mu)/sigma;  ym,ys=y.mean(),y.std(); yn=(y-ym)/ys
# plt.hist(price,bins=20);plt.show()
plt.scatter(area,price,c=rooms,cmap='viridis');plt.colorbar(label='rooms');plt.xlabel('area');plt.show()
idx=np.random.permutation(n); cut=int(n*.75); tr,te=idx[:cut],idx[cut:]
Xtr,Xte,ytr,yte=[torch.tensor(a,dtype=torch.float32) for a in (Xn[tr],Xn[te],yn[tr],yn[te])]
print(Xtr.shape,Xte.shape)

#---- model ----
#model=nn.Linear(3,1)
model=nn.Sequential(nn.Linear(3,16),nn.ReLU(),
                    # nn.Dropout(.2),
                    nn.Linear(16,1))
loss_fn=nn.MSELoss();opt=torch.optim.Adam(model.parameters(),lr=1e-2)
tr_l,te_l=[],[]
for e in range(1,101):
    model.train();p=model(Xtr);l=loss_fn(p,ytr);opt.zero_grad();l.backward();opt.step();tr_l.append(l.item())
    model.eval()
    with torch.no_grad():te_l.append(loss_fn(model(Xte),yte).item())
    if e%25==0:print(f'epoch {e:3d}\ttrain {tr_l[-1]:.4f}\ttest {te_l[-1]:.4f}')
    # if te_l[-1]<.01:break
plt.plot(tr_l,label='train');plt.plot(te_l,'--',label='test');plt.yscale('log');plt.legend();plt.grid(True,alpha=.3);plt.show()

#---- result ----
with torch.no_grad():
    pred=model(Xte).numpy()*ys+ym
real=yte.numpy()*ys+ym
mae=np.abs(pred-real).mean();r2=1-((pred-real)**2).sum()/((real-real.mean())**2).sum()
print('MAE = %.2f 万元, R2 = %.3f'%(mae,r2))
for i in range(3):print('  实际 {:7.1f}  预测 {:7.1f}  误差 {:+.1f}'.format(real[i,0],pred[i,0],(pred-real)[i,0]))
new=(np.array([[120,3,5]])-mu)/sigma; print('120平米:',round(float(model(torch.FloatTensor(new)).item()*ys+ym),1))
assert r2>.8
