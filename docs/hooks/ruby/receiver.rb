require "digest"
require "json"
require "openssl"
require "webrick"

SECRET = ENV.fetch("HOOK_SECRET")
raise "HOOK_SECRET is too short" if SECRET.bytesize < 32

def signed?(request, body)
  timestamp = request["Authgear-Migration-Timestamp"].to_s
  message = "v1\n#{request.request_method}\n#{request.unparsed_uri}\n#{timestamp}\n" + body
  expected = "v1=" + OpenSSL::HMAC.hexdigest("SHA256", SECRET, message)
  given = request["Authgear-Migration-Signature"].to_s
  OpenSSL.secure_compare(expected, given) && (Time.now.to_i - Integer(timestamp, 10)).abs <= 300
end

# Yours. Here: a file for each session, its name the hash of the token or cookie, its content the answer.
def whose_session(credential, purpose)
  value = credential["token"] || credential.fetch("cookie")
  file = File.join(ENV.fetch("HOOK_SESSIONS"), Digest::SHA256.hexdigest(value))
  File.exist?(file) ? File.read(file) : '{"active": false}'
end

log = WEBrick::Log.new(File::NULL)
server = WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: ENV.fetch("PORT").to_i, Logger: log, AccessLog: [])
server.mount_proc("/") do |request, response|
  body = request.body.to_s
  response.content_type = "application/json"
  response.status = 401
  next unless signed?(request, body)

  asked = JSON.parse(body)
  response.status = 200
  response.body = whose_session(asked["credential"], asked["purpose"])
end
trap("TERM") { server.shutdown }
server.start
