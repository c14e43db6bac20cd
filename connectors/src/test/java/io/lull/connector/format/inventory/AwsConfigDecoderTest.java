package io.lull.connector.format.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lull.connector.format.Decoder;
import io.lull.connector.format.DecoderOptions;
import io.lull.connector.format.TestingOutput;
import io.lull.schema.ChangeOp;
import io.lull.schema.Fact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsConfigDecoderTest extends InventoryContract {
  private static final String INSTANCE =
      """
      {"version":"1.3","accountId":"111122223333","configurationItemCaptureTime":"2026-11-22T03:15:00.000Z",
       "configurationItemStatus":"OK","resourceId":"i-0abc12","resourceType":"AWS::EC2::Instance",
       "ARN":"arn:aws:ec2:eu-central-1:111122223333:instance/i-0abc12","awsRegion":"eu-central-1",
       "availabilityZone":"eu-central-1a","tags":{"Name":"web-1","team":"shop","lull:depends-on":"orders-db"},
       "relationships":[{"resourceId":"vpc-9","resourceType":"AWS::EC2::VPC","name":"Is contained in Vpc"}],
       "configuration":{"instanceType":"m5.large","imageId":"ami-1","privateIpAddress":"10.0.3.3",
        "publicIpAddress":"198.51.100.7","privateDnsName":"ip-10-0-3-3.eu-central-1.compute.internal",
        "networkInterfaces":[{"macAddress":"02:aa:bb:cc:dd:01","privateIpAddresses":[{"privateIpAddress":"10.0.3.4"}]}]}}""";
  private static final String GROUP =
      """
      {"configurationItemCaptureTime":"2026-11-22T03:15:00.000Z","configurationItemStatus":"ResourceDiscovered",
       "resourceId":"arn:aws:autoscaling:1:group/web","resourceName":"web","resourceType":"AWS::AutoScaling::AutoScalingGroup",
       "ARN":"arn:aws:autoscaling:1:group/web","awsRegion":"eu-central-1",
       "configuration":{"autoScalingGroupName":"web","minSize":2,"maxSize":6,"instances":[
        {"instanceId":"i-0abc12","healthStatus":"Healthy"},{"instanceId":"i-0abc13","healthStatus":"Healthy"}]}}""";
  private static final String DATABASE =
      """
      {"configurationItemCaptureTime":"2026-11-22T03:15:00.000Z","configurationItemStatus":"OK","resourceId":"db-XYZ",
       "resourceName":"orders-db","resourceType":"AWS::RDS::DBInstance","ARN":"arn:aws:rds:eu-central-1:1:db:orders-db",
       "configuration":{"dBInstanceIdentifier":"orders-db","engine":"postgres",
        "endpoint":{"address":"orders-db.abc.eu-central-1.rds.amazonaws.com","port":5432}}}""";

  @Override
  protected Decoder decoder(DecoderOptions options) {
    return new AwsConfigDecoder(options);
  }

  @Override
  protected int maxAmplification() {
    return 300;
  }

  @Override
  byte[] lines() {
    return lines(samples());
  }

  @Override
  protected List<byte[]> samples() {
    return List.of(
        INSTANCE.getBytes(UTF_8),
        ("{\"fileVersion\":\"1.0\",\"configurationItems\":[" + GROUP + "," + DATABASE + "]}")
            .getBytes(UTF_8),
        ("{\"detail-type\":\"Config Configuration Item Change\",\"detail\":{\"messageType\":"
                + "\"ConfigurationItemChangeNotification\",\"configurationItem\":"
                + INSTANCE
                + "}}")
            .getBytes(UTF_8));
  }

  @Test
  void anInstanceIsKnownByItsIdAndAddressesInItsNetwork() {
    Fact fact = Facts.of(decode(INSTANCE.getBytes(UTF_8)), "AWS::EC2::Instance/i-0abc12");
    assertThat(fact.getType()).isEqualTo("VM");
    assertThat(fact.getName()).isEqualTo("web-1");
    assertThat(Facts.ids(fact))
        .containsExactly(
            "CLOUD_ID i-0abc12",
            "IP 10.0.3.3 in vpc-9",
            "IP 198.51.100.7",
            "FQDN ip-10-0-3-3.eu-central-1.compute.internal",
            "MAC 02:aa:bb:cc:dd:01",
            "IP 10.0.3.4 in vpc-9",
            "NAME web-1");
    assertThat(Facts.relations(fact)).containsExactly("DEPENDS_ON []->[NAME orders-db] {}");
    assertThat(fact.getAttributes()).containsEntry("tag.team", "shop");
    assertThat(fact.getTimeMillis())
        .isEqualTo(Instant.parse("2026-11-22T03:15:00Z").toEpochMilli());
  }

  @Test
  void aGroupNeedsItsSmallestSize() {
    Fact group =
        Facts.of(
            decode(GROUP.getBytes(UTF_8)),
            "AWS::AutoScaling::AutoScalingGroup/arn:aws:autoscaling:1:group/web");
    assertThat(group.getAttributes()).containsEntry("required", "2");
    assertThat(Facts.relations(group)).hasSize(2).first().asString().contains("i-0abc12");
  }

  @Test
  void whatIsDeletedIsGoneAndWhatIsNoCiIsPassedOver() {
    TestingOutput out =
        decode(
            ("["
                    + INSTANCE.replace("\"OK\"", "\"ResourceDeleted\"")
                    + ","
                    + INSTANCE.replace("AWS::EC2::Instance", "AWS::EC2::SecurityGroup")
                    + ",{\"resourceType\":\"AWS::EC2::Instance\"}]")
                .getBytes(UTF_8));
    assertThat(out.facts).singleElement().extracting(Fact::getOp).isEqualTo(ChangeOp.DELETE);
    assertThat(out.parts.get(0).reason()).startsWith("item 3: ");
  }
}
