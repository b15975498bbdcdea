#:package AutoMapper@14.0.0
// Maps by convention and by expression, collections, a flattened member, a missing map.
using AutoMapper;

var configuration = new MapperConfiguration(c => c.CreateMap<Order, OrderView>().ForMember(v => v.Sum, o => o.MapFrom(s => s.Lines.Sum())));
IMapper mapper = configuration.CreateMapper();
var view = mapper.Map<OrderView>(new Order { Id = 3, Customer = new() { Name = "Ada" }, Lines = [1, 2, 4] });
Console.WriteLine($"{view.Id} {view.CustomerName} {view.Sum}");
Console.WriteLine(mapper.Map<List<OrderView>>(new[] { new Order { Id = 1 }, new Order { Id = 2 } }).Count);
try { mapper.Map<Customer>(new Order()); }
catch (AutoMapperMappingException e) { Console.WriteLine(e.GetType().Name); }

public sealed class Customer { public string Name { get; set; } = ""; }
public sealed class Order { public int Id { get; set; } public Customer Customer { get; set; } = new(); public List<int> Lines { get; set; } = []; }
public sealed class OrderView { public int Id { get; set; } public string CustomerName { get; set; } = ""; public int Sum { get; set; } }
