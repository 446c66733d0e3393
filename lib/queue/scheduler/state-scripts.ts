/** Scripts that only look. Each is put behind the prelude. Numbers come as texts. */

/**
 * What a pool has before it, for estimates: one row a user and lane, one row a held run. Its length
 * grows with users and slots, not with what waits.
 * Answers [[clock of each lane], [user, lane, virtual time, waiting device-seconds, cap, paused]…,
 * [estimate, seconds so far]…].
 */
export const POOL_STATE = `
local users, held, now = {}, {}, nowMs()
for _, lane in ipairs(LANES) do
  local work = redis.call('hgetall', P .. ':work:' .. lane)
  for index = 1, #work, 2 do
    local user = work[index]
    local tag = num(redis.call('zscore', P .. ':users:' .. lane, user), math.max(clockOf(lane), tagOf(lane, user)))
    users[#users + 1] = {
      user, lane, exact(tag), work[index + 1], redis.call('hget', P .. ':caps', user) or '',
      tostring(redis.call('sismember', P .. ':paused', user)),
    }
  end
end
local holders = redis.call('hgetall', P .. ':holders')
for index = 1, #holders, 2 do
  local facts = cjson.decode(redis.call('hget', P .. ':held:' .. holders[index + 1], holders[index]))
  held[#held + 1] = {exact(facts.estimate), exact((now - (facts.startedMs or now)) / 1000)}
end
return {{exact(clockOf('interactive')), exact(clockOf('background'))}, users, held}
`;

/**
 * What one user has. ARGV: user, first waiting run shown (from 0), how many.
 * Answers [paused, waiting, held, executing, [run, lane, estimate, device-seconds before it, label, hashes
 * of node definitions that cannot run it]…,
 * [run, estimate, seconds since it started or '', label]…].
 */
export const USER_STATE = `
local user, from, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local waiting, held, skipped = {}, {}, 0
for _, lane in ipairs(LANES) do
  local size = redis.call('zcard', waitKey(lane, user))
  local first = math.max(0, from - skipped)
  if count > #waiting and first < size then
    -- Runs before the first one shown are as long as those that wait are on average.
    local before = size == 0 and 0 or num(redis.call('hget', P .. ':work:' .. lane, user), 0) * first / size
    local runs = redis.call('zrange', waitKey(lane, user), first, first + count - #waiting - 1)
    local texts = #runs > 0 and redis.call('hmget', P .. ':runs', unpack(runs)) or {}
    for index, run in ipairs(runs) do
      local facts = cjson.decode(texts[index])
      waiting[#waiting + 1] = {run, lane, exact(facts.estimate), exact(before), facts.label, table.concat(facts.without, ',')}
      before = before + facts.estimate
    end
  end
  skipped = skipped + size
end
local now, mine = nowMs(), redis.call('hgetall', P .. ':held:' .. user)
for index = 1, #mine, 2 do
  local facts = cjson.decode(mine[index + 1])
  held[#held + 1] = {mine[index], exact(facts.estimate), facts.startedMs and exact((now - facts.startedMs) / 1000) or '', facts.label}
end
return {
  tostring(redis.call('sismember', P .. ':paused', user)), tostring(waitingOf(user)),
  num(redis.call('hget', P .. ':active', user), 0) .. '', num(redis.call('hget', P .. ':executing', user), 0) .. '',
  waiting, held,
}
`;
