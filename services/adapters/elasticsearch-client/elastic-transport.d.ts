// The package maps these paths for Node but not for TypeScript. Its index would load undici as well: 11 MiB a process.
declare module '@elastic/transport/lib/Transport.js' {
  // biome-ignore lint/style/noDefaultExport: as the module has it
  export { Transport as default } from '@elastic/transport';
}
declare module '@elastic/transport/lib/connection/HttpConnection.js' {
  // biome-ignore lint/style/noDefaultExport: as the module has it
  export { HttpConnection as default } from '@elastic/transport';
}
declare module '@elastic/transport/lib/pool/WeightedConnectionPool.js' {
  // biome-ignore lint/style/noDefaultExport: as the module has it
  export { WeightedConnectionPool as default } from '@elastic/transport';
}
