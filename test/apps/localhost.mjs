// Browsers take every `*.localhost` for this machine; Node asks the system's resolver, which need not.
import dns from "node:dns";

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(name.endsWith(".localhost") ? "127.0.0.1" : name, ...rest);
