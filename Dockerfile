# syntax=docker/dockerfile:1
# Two stages: wheels, compilers and build tools stay in the first. Nothing in the second can be written to but
# /var/lib/prosvar. The first one's image is the same Debian and Python with a C compiler: change both together.
ARG PYTHON=3.11-slim-bookworm
ARG BUILDER=3.11-bookworm

FROM python:${BUILDER} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/prosvar
COPY requirements/runtime.txt requirements/build.txt /src/requirements/
# What compiles must see the types of what runs, and is none of it: a second environment, which is left behind.
RUN /opt/prosvar/bin/pip install --require-hashes -r /src/requirements/runtime.txt \
    && cp -a /opt/prosvar /opt/build \
    && /opt/build/bin/python -m pip install --require-hashes -r /src/requirements/build.txt
COPY . /src
WORKDIR /src
# The wheel is made with the pinned build tool (no isolation, which would fetch another) and installed without more.
# The extension modules go beside the very sources they were made of.
RUN /opt/build/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/prosvar/bin/pip install --no-deps --no-index /wheels/*.whl \
    && /opt/build/bin/python building/compiled.py --beside-installed /opt/prosvar/lib/python3.*/site-packages \
    && /opt/prosvar/bin/prosvar --help >/dev/null

FROM python:${PYTHON} AS prosvar
LABEL org.opencontainers.image.title="Prosvar" \
      org.opencontainers.image.description="Patient-reported outcomes by text message, one question at a time"
ENV PATH=/opt/prosvar/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PROSVAR_HOME=/var/lib/prosvar
RUN groupadd --system --gid 10001 prosvar \
    && useradd --system --uid 10001 --gid prosvar --home-dir /var/lib/prosvar --shell /usr/sbin/nologin prosvar \
    && install --directory --owner=prosvar --group=prosvar --mode=0700 /var/lib/prosvar
COPY --from=build /opt/prosvar /opt/prosvar
COPY examples /usr/share/prosvar/examples
USER 10001:10001
WORKDIR /var/lib/prosvar
VOLUME /var/lib/prosvar
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/livez', timeout=4)"]
ENTRYPOINT ["prosvar"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
