/**
 * What must happen in Redis at once: small Lua scripts. Each may run twice with the same arguments, as it does when a
 * connection is lost before the answer arrived, and does no harm the second time.
 */

/**
 * Gives units their places. KEYS: batch, units, results, tries. ARGV: keys of units. Answers three numbers a unit: its
 * place, 1 if its result is there already, and its generation, which is larger each time that it was cancelled or
 * its result forgotten. Answers nothing if the batch is gone.
 */
export const PLACE_UNITS = `
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0)
local answer = {}
for i, key in ipairs(ARGV) do
  local place = redis.call('HGET', KEYS[2], key)
  if not place then
    place = redis.call('HLEN', KEYS[2])
    redis.call('HSET', KEYS[2], key, place)
  end
  answer[3 * i - 2] = tonumber(place)
  answer[3 * i - 1] = redis.call('HEXISTS', KEYS[3], place)
  answer[3 * i] = epoch + tonumber(redis.call('HGET', KEYS[4], place) or 0)
end
return answer`;

/**
 * Keeps what became of a unit, the first time that it is told. KEYS: batch, results, failed, retrying, recent. ARGV:
 * place, result, '1' if it failed, times that are kept, then names and amounts of counts to add. Answers 1 if it was
 * new, 0 if it was there, -1 if the batch is gone.
 */
export const KEEP_RESULT = `
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
redis.call('HDEL', KEYS[4], ARGV[1])
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
if ARGV[3] == '1' then redis.call('SADD', KEYS[3], ARGV[1]) end
for i = 5, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
local now = redis.call('TIME')
redis.call('LPUSH', KEYS[5], now[1] .. '.' .. string.format('%06d', now[2]))
redis.call('LTRIM', KEYS[5], 0, tonumber(ARGV[4]) - 1)
return 1`;

/**
 * Forgets a result, so that its unit can be done again. KEYS: batch, results, failed, tries. ARGV: place, then names
 * and amounts of counts to add. Answers the unit's new generation, or -1 if there was no result.
 */
export const FORGET_RESULT = `
if redis.call('HDEL', KEYS[2], ARGV[1]) == 0 then return -1 end
redis.call('SREM', KEYS[3], ARGV[1])
for i = 2, #ARGV, 2 do redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1]) end
local epoch = tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0)
return epoch + redis.call('HINCRBY', KEYS[4], ARGV[1], 1)`;

/** Notes why a unit is tried again, unless it is done. KEYS: batch, results, retrying. ARGV: place, note. */
export const NOTE_RETRY = `
if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 0 end
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
return 1`;

/**
 * Cancels a batch, and takes its jobs off the queue where they wait. KEYS: batch, retrying, a list for the ids that are
 * taken off, then BullMQ's lists of waiting jobs and, last, its sorted set of delayed ones. ARGV: what ids of the
 * batch's jobs begin with. Answers 0 if the batch is gone.
 *
 * BullMQ can remove a job by its id alone, which goes through the whole list each time; for a batch of many that never
 * ends. So the lists, which its documentation describes, are gone through once. The jobs' own keys are left to be
 * deleted some at a time, since Redis answers nobody else while a script runs.
 */
export const CANCEL = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'state', 'cancelled')
redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('DEL', KEYS[2])
local length = #ARGV[1]
local function push(key, ids)
  for i = 1, #ids, 1000 do redis.call('RPUSH', key, unpack(ids, i, math.min(i + 999, #ids))) end
end
for list = 4, #KEYS - 1 do
  local ours, others = {}, {}
  for _, id in ipairs(redis.call('LRANGE', KEYS[list], 0, -1)) do
    if string.sub(id, 1, length) == ARGV[1] then ours[#ours + 1] = id else others[#others + 1] = id end
  end
  if #ours > 0 then
    push(KEYS[3], ours)
    redis.call('DEL', KEYS[list])
    push(KEYS[list], others)
  end
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[#KEYS], 0, -1)) do
  if string.sub(id, 1, length) == ARGV[1] then
    redis.call('ZREM', KEYS[#KEYS], id)
    redis.call('RPUSH', KEYS[3], id)
  end
end
return 1`;

/** Changes a batch's state from one to another. KEYS: batch. ARGV: from, to. Answers 1 if it was in the first. */
export const CHANGE_STATE = `
if redis.call('HGET', KEYS[1], 'state') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2])
return 1`;
