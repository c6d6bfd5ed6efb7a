"""Numbers of scikit-learn for src/linalg/regression: python tests/golden/regression.py > tests/fixtures/regression.json"""
import json

import numpy as np
import sklearn
from sklearn.cross_decomposition import CCA, PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Ridge

rng = np.random.default_rng(4)
hidden = rng.normal(size=(40, 3))
x = hidden @ rng.normal(size=(3, 9)) + 0.6 * rng.normal(size=(40, 9)) + 2
y = hidden @ rng.normal(size=(3, 4)) + 0.6 * rng.normal(size=(40, 4)) - 1
asked = rng.normal(size=(5, 9)) + 2
label = np.digitize(hidden[:, 0], [-0.5, 0.6])
wide = rng.normal(size=(12, 30))
pls = PLSRegression(3, scale=False, tol=1e-14, max_iter=5000).fit(x, y)
cca = CCA(4, scale=False, tol=1e-14, max_iter=5000).fit(x, y)
u, v = cca.transform(x, y)
lda = LinearDiscriminantAnalysis(solver="eigen").fit(x, label)
print(json.dumps({
    "scikit-learn": sklearn.__version__,
    "x": x.tolist(), "y": y.tolist(), "asked": asked.tolist(), "label": label.tolist(), "wide": wide.tolist(),
    "ridge": Ridge(2.5).fit(x, y).predict(asked).tolist(),
    "ridge_wide": Ridge(2.5).fit(wide, y[:12]).predict(wide[:3] + 1).tolist(),
    "pls": pls.predict(asked).tolist(),
    "correlations": [float(np.corrcoef(u[:, k], v[:, k])[0, 1]) for k in range(4)],
    "lda": lda.transform(x).tolist(),
}))
