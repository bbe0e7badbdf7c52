# The image of Cutover's in-cluster programs, for people with Docker. The embedded cluster builds an
# equal one without Docker (local/images). One image, one entry point per program:
#
#   docker build -t registry.example.com/platform/cutover .
#   docker run --rm registry.example.com/platform/cutover /app/simulator.js
#
# The base is pinned by digest; for a newer one, or one from your own registry:
#   docker buildx imagetools inspect node:20-trixie-slim --format '{{.Manifest.Digest}}'
#   docker build --build-arg NODE_IMAGE=node:20-trixie-slim@sha256:… .
ARG NODE_IMAGE=node:20-trixie-slim@sha256:abfbe12cc943141a0c9e8c0a57d710df1dadd95d35e8662cc02958b284d1f35b

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /src/dist/agent.js /src/dist/agent.js.map /src/dist/guard.js /src/dist/guard.js.map /src/dist/compare.js /src/dist/compare.js.map /src/dist/simulator.js /src/dist/simulator.js.map /src/dist/gateway.js ./
USER 65532:65532
ENTRYPOINT ["node"]
