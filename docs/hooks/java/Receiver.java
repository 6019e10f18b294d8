import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Receiver {
  static final byte[] SECRET = System.getenv("HOOK_SECRET").getBytes(UTF_8);

  static boolean signed(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
    String timestamp = String.valueOf(exchange.getRequestHeaders().getFirst("Authgear-Migration-Timestamp"));
    String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authgear-Migration-Signature"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    String request = exchange.getRequestMethod() + "\n" + exchange.getRequestURI() + "\n" + timestamp;
    mac.update(("v1\n" + request + "\n").getBytes(UTF_8));
    String expected = "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    return MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8))
        && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) <= 300;
  }

  static final Pattern VALUE = Pattern.compile("\"(?:token|cookie)\":\"([^\"\\\\]+)\"");

  /**
   * Yours, with the JSON library of your application. Here: a file for each session, its name the hash of the token or cookie, its
   * content the answer.
   */
  static byte[] whoseSession(String question) throws IOException, GeneralSecurityException {
    Matcher value = VALUE.matcher(question);
    byte[] none = "{\"active\": false}".getBytes(UTF_8);
    if (!value.find()) return none;
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.group(1).getBytes(UTF_8));
    Path file = Path.of(System.getenv("HOOK_SESSIONS"), HexFormat.of().formatHex(hash));
    return Files.exists(file) ? Files.readAllBytes(file) : none;
  }

  static void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(65536);
      boolean signed = signed(exchange, body);
      byte[] answer = signed ? whoseSession(new String(body, UTF_8)) : new byte[0];
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(signed ? 200 : 401, signed ? answer.length : -1);
      exchange.getResponseBody().write(answer);
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (SECRET.length < 32) throw new IllegalStateException("HOOK_SECRET is too short");
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", Receiver::receive);
    server.start();
  }
}
