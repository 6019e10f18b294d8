/** Where `@authgear/web` keeps the refresh token of a container, in every version from 0.1 to 6.0 (contract 10.1). */
export function tokenKey(containerName: string): string {
  return `authgear_${containerName}_refreshToken`;
}
