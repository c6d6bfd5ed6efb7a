# An image for a hub: JupyterLab with Tissuebook and the workshop's lessons. Not tried by the tests, which have no Docker.
#   npm run wheel && docker build -t tissuebook . && docker run -p 127.0.0.1:8888:8888 tissuebook
FROM python:3.12-slim
COPY out/wheel/*.whl /tmp/
RUN pip install --no-cache-dir /tmp/*.whl jupyterhub ipywidgets anndata && rm /tmp/*.whl && tissuebook kernel compile
RUN useradd --create-home learner
USER learner
WORKDIR /home/learner
RUN python -c "from tissuebook import workshop; workshop.start('en')"
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "workshop"]
