# One image for every role; the command says which: see docker-compose.yml.
FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/digest
WORKDIR /src
COPY requirements.txt ./
RUN /opt/digest/bin/pip install --require-hashes -r requirements.txt
COPY . .
RUN /opt/digest/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
ENV PATH=/opt/digest/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DIGEST_DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin digest \
 && install -d -o digest -g digest /data
COPY --from=build /opt/digest /opt/digest
USER digest
WORKDIR /data
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "digest.web.wsgi:app"]
