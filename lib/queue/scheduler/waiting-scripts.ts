/** Scripts about runs that wait. Each is put behind the prelude. */

/**
 * ARGV: run, user, lane, order, cost key, models (JSON list), node definitions that cannot run it (JSON
 * list), cap of the user ('' none), how long a slot may have picked it without claiming it (ms),
 * what its owner is shown of it.
 * Answers 0 when it is known already, 1 when it waits from now on or was handed to a slot that had nothing
 * to do, 2 when there seemed to be such a slot, but nobody hears for it.
 */
export const ADD = `
local run, user, lane, order = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
redis.call('zrem', P .. ':reserved:' .. user, run)
if redis.call('hexists', P .. ':runs', run) == 1 then return 0 end
local held = heldFacts(run)
if held then
  if nowMs() - held.pickedMs < tonumber(ARGV[9]) then return 0 end
  letGo(run, '')
  charge(held.lane, held.user, -held.estimate)
end

local function median(text)
  local values = {}
  for value in string.gmatch(text, '[^,]+') do values[#values + 1] = tonumber(value) end
  table.sort(values)
  return values[math.floor(#values / 2) + 1]
end
local function estimate()
  for _, field in ipairs({user .. ':' .. ARGV[5], user, '*'}) do
    local known = redis.call('hget', P .. ':costs', field)
    if known then return median(known) end
  end
  return 1
end

if ARGV[8] == '' then redis.call('hdel', P .. ':caps', user) else redis.call('hset', P .. ':caps', user, ARGV[8]) end
local facts = {
  user = user, lane = lane, order = order, estimate = estimate(), cost = ARGV[5], models = cjson.decode(ARGV[6]),
  without = cjson.decode(ARGV[7]), addedMs = nowMs(), label = ARGV[10],
}
putIn(run, facts)
place(user)
return callFor(run, facts) and 1 or 2
`;

/** ARGV: runs. They wait no longer. */
export const REMOVE = `
local users = {}
for _, run in ipairs(ARGV) do
  local known = redis.call('hget', P .. ':runs', run)
  if known then
    local facts = cjson.decode(known)
    takeOut(run, facts)
    users[facts.user] = true
  end
end
for user in pairs(users) do place(user); tidy(user) end
return 0
`;

/** ARGV: user, run, order. Answers 1 when the run waits and is the user's. */
export const MOVE = `
local known = redis.call('hget', P .. ':runs', ARGV[2])
if not known then return 0 end
local facts = cjson.decode(known)
if facts.user ~= ARGV[1] then return 0 end
facts.order = ARGV[3]
redis.call('hset', P .. ':runs', ARGV[2], cjson.encode(facts))
redis.call('zadd', waitKey(facts.lane, facts.user), 'XX', ARGV[3], ARGV[2])
return 1
`;

/** ARGV: user, '1' pause or '0' resume. Answers how many runs wait. */
export const PAUSE = `
if ARGV[2] == '1' then redis.call('sadd', P .. ':paused', ARGV[1]) else redis.call('srem', P .. ':paused', ARGV[1]) end
place(ARGV[1])
return waitingOf(ARGV[1])
`;

/**
 * A place among a user's waiting runs, for a run that is about to be written.
 * ARGV: user, run, how many may wait, how long the place is kept (ms).
 * Answers {0, how many wait} when there is none, {1, …} when it is kept, {-1} when not all is known here.
 */
export const RESERVE = `
if redis.call('exists', P .. ':complete') == 0 then return {-1, 0} end
local key, now = P .. ':reserved:' .. ARGV[1], nowMs()
redis.call('zremrangebyscore', key, '-inf', now)
local waiting = waitingOf(ARGV[1]) + redis.call('zcard', key)
  + num(redis.call('hget', P .. ':active', ARGV[1]), 0) - num(redis.call('hget', P .. ':executing', ARGV[1]), 0)
if waiting >= tonumber(ARGV[3]) then return {0, waiting} end
redis.call('zadd', key, now + tonumber(ARGV[4]), ARGV[2])
redis.call('pexpire', key, ARGV[4])
return {1, waiting}
`;

/** ARGV: grace (ms), runs. Answers those that neither wait nor were picked within the grace. */
export const MISSING = `
local missing, now = {}, nowMs()
for index = 2, #ARGV do
  local run = ARGV[index]
  if redis.call('hexists', P .. ':runs', run) == 0 then
    local held = heldFacts(run)
    if not held or now - held.pickedMs >= tonumber(ARGV[1]) then missing[#missing + 1] = run end
  end
end
return missing
`;
