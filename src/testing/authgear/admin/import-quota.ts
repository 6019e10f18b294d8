import { ApiError } from "../http/api-error.js";
import type { World } from "../model/world.js";

/**
 * Counts every record up front, those that will be skipped too; a request that does not fit takes nothing.
 */
export function takeImportQuota(world: World, records: number): ApiError | undefined {
  const quota = world.settings.importQuota;
  if (!quota) return undefined;
  const day = new Date(world.now()).toISOString().slice(0, quota.period === "day" ? 10 : 7);
  const bucket = `import ${day}`;
  const used = (world.rateLimits.get(bucket) ?? 0) + records;
  if (used > quota.records) {
    const info = { name: "UserImport", usage_name: "user_import", period: quota.period };
    return new ApiError("TooManyRequest", "UsageLimitExceeded", "usage limit exceeded", info);
  }
  world.rateLimits.set(bucket, used);
  return undefined;
}
