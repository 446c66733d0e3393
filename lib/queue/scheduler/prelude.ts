/**
 * What the scheduler's scripts share: its keys and the few moves that keep them together.
 *
 * Keys of a pool, all below KEYS[1]:
 * - `runs`: run → its facts, of runs that wait; `wait:<lane>:<user>`: the same in the user's own order
 * - `bound:<lane>:<user>`: of runs that not every slot can run, the hashes of those that cannot → how many
 * - `work:<lane>`: user → estimated device-seconds that wait
 * - `users:<lane>`: users with a run that may start now, by virtual time; the first one is served next
 * - `tags:<lane>`: where each user's virtual time stands; `clock:<lane>`: where the pool's stands
 * - `holders`: run → user, of runs that slots hold; `held:<user>`: run → its facts
 * - `load`: slot → how many of them it holds
 * - `active`, `executing`: user → how many of them; `caps`: user → how many may be held; `paused`: users
 * - `costs`: what graphs, users (and `*`, everybody) needed lately; `reserved:<user>`: places asked for
 * - `idle`: `<hash of node definitions> <slot>` of slots that found nothing to run, by when they looked;
 *   `calls:<slot>`: the channel on which a slot is handed a run
 * - `complete`: all that waits in the documents is known here
 */
export const PRELUDE = `
local P = KEYS[1]
local LANES = {'interactive', 'background'}
local function num(value, otherwise) return tonumber(value or '') or otherwise end
local function exact(number) return string.format('%.17g', number) end
local function nowMs()
  local time = redis.call('time')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function waitKey(lane, user) return P .. ':wait:' .. lane .. ':' .. user end
local function boundKey(lane, user) return P .. ':bound:' .. lane .. ':' .. user end
local function clockOf(lane) return num(redis.call('get', P .. ':clock:' .. lane), 0) end
local function tagOf(lane, user)
  return num(redis.call('zscore', P .. ':tags:' .. lane, user), clockOf(lane))
end
local function waitingOf(user)
  return redis.call('zcard', waitKey('interactive', user)) + redis.call('zcard', waitKey('background', user))
end

local function mayStart(user)
  if redis.call('sismember', P .. ':paused', user) == 1 then return false end
  local cap = num(redis.call('hget', P .. ':caps', user), nil)
  return cap == nil or num(redis.call('hget', P .. ':active', user), 0) < cap
end

-- Puts a user among those who are served, or takes the user out. Who comes starts where the pool stands.
local function place(user)
  local may = mayStart(user)
  for _, lane in ipairs(LANES) do
    local users = P .. ':users:' .. lane
    if may and redis.call('exists', waitKey(lane, user)) == 1 then
      local start = math.max(clockOf(lane), tagOf(lane, user))
      redis.call('zadd', users, 'NX', exact(start), user)
    else
      redis.call('zrem', users, user)
    end
  end
end

local function charge(lane, user, seconds)
  redis.call('zadd', P .. ':tags:' .. lane, exact(tagOf(lane, user) + seconds), user)
  if redis.call('zscore', P .. ':users:' .. lane, user) then
    redis.call('zincrby', P .. ':users:' .. lane, exact(seconds), user)
  end
end

local function countDown(key, field)
  if redis.call('hincrby', key, field, -1) <= 0 then redis.call('hdel', key, field) end
end

local function putIn(run, facts)
  if #facts.without > 0 then
    redis.call('hincrby', boundKey(facts.lane, facts.user), table.concat(facts.without, ','), 1)
  end
  redis.call('zadd', waitKey(facts.lane, facts.user), facts.order, run)
  redis.call('hset', P .. ':runs', run, cjson.encode(facts))
  redis.call('hincrbyfloat', P .. ':work:' .. facts.lane, facts.user, exact(facts.estimate))
end

local function takeOut(run, facts)
  if #facts.without > 0 then
    countDown(boundKey(facts.lane, facts.user), table.concat(facts.without, ','))
  end
  redis.call('zrem', waitKey(facts.lane, facts.user), run)
  redis.call('hdel', P .. ':runs', run)
  local work = P .. ':work:' .. facts.lane
  if redis.call('exists', waitKey(facts.lane, facts.user)) == 1 then
    redis.call('hincrbyfloat', work, facts.user, exact(-facts.estimate))
  else
    redis.call('hdel', work, facts.user)
  end
end

local function heldFacts(run)
  local user = redis.call('hget', P .. ':holders', run)
  return user and cjson.decode(redis.call('hget', P .. ':held:' .. user, run)) or nil
end

-- The slot ('' any) does not hold the run any more. Gives its facts, or nil when that slot did not hold it.
local function letGo(run, slot)
  local facts = heldFacts(run)
  if not facts or (slot ~= '' and facts.slot ~= slot) then return nil end
  local user = facts.user
  redis.call('hdel', P .. ':holders', run)
  redis.call('hdel', P .. ':held:' .. user, run)
  countDown(P .. ':active', user)
  countDown(P .. ':load', facts.slot)
  if facts.startedMs then countDown(P .. ':executing', user) end
  return facts
end

local function fitsNodes(facts, nodes)
  for _, hash in ipairs(facts.without) do if hash == nodes then return false end end
  return true
end

-- Nothing is kept of a user who has nothing here.
local function tidy(user)
  if waitingOf(user) == 0 and redis.call('hexists', P .. ':active', user) == 0 then
    redis.call('hdel', P .. ':caps', user)
  end
end
`;
