# One image for the four services; the argument says which: docker run influscope api
# What runs is Node and what it links to, the bundle, and the two dependencies that cannot be bundled. No shell, no npm.

ARG NODE_IMAGE=node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df

FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run generate && npm run build && node scripts/assemble-image.ts /image

FROM scratch
COPY --from=build /image/runtime /
COPY --from=build /image/app /app
WORKDIR /app
USER 65532:65532
# A young generation that stays small, and few arenas: memory is what a small node is short of.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2
EXPOSE 8080 9090 50051
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=2", "--heap-growing-percent=200", "dist/services/main.js"]
