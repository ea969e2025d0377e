# One image for every process; docker-compose.yml says which part runs where.
# `npm run images` hands over what is copied here: sources, the built site, and the production packages as the lock file installed them,
# the pinned Node among them. So what runs in a container is what the tests ran, and the build asks no package registry.
FROM debian:bookworm-slim

# Certificates for what the platform calls: mail, payments, the code host.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin waymark
WORKDIR /srv/waymark
COPY . .
RUN ln -s /srv/waymark/node_modules/node-linux-*/bin/node /usr/local/bin/node

ENV NODE_ENV=production WAYMARK_MODE=production
USER waymark
EXPOSE 3000 8000
CMD ["node", "api/server.ts"]
